/**
 * Serializers for the edges that carry every reading: both ends are of one build, so their bytes need no version.
 *
 * <p>Serializers of state never belong here.
 */
@NullMarked
package dev.tokenflow.job.type;

import org.jspecify.annotations.NullMarked;
