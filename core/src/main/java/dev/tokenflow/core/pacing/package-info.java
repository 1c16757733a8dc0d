/** What a hint is, the pacing laws that decide it, and its JSON form. */
@NullMarked
package dev.tokenflow.core.pacing;

import org.jspecify.annotations.NullMarked;
