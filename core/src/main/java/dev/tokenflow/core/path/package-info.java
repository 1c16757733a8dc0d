/**
 * What a path is (a client, a prefix or a site), its name, what is said of it at one instant (features, signals,
 * reading), and what may be remembered and for how long.
 *
 * <p>Here belong the words that windows, laws, models and the job share. How features are computed does not; nor do
 * decisions.
 */
@NullMarked
package dev.tokenflow.core.path;

import org.jspecify.annotations.NullMarked;
