/**
 * The names of all pacing laws, and the laws that the recommended one is compared with, each a file of its own.
 *
 * <p>A law that needs more than one file gets a package of its own. Experiments and their settings never belong here.
 */
@NullMarked
package dev.tokenflow.core.pacing.law;

import org.jspecify.annotations.NullMarked;
