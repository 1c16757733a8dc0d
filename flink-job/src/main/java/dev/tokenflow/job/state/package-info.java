/**
 * Serializers of what operators keep. The names of these classes and of their snapshots stand in savepoints, so they
 * stay; the bytes begin with a version, so that later builds read those of earlier ones.
 *
 * <p>Serializers of what only travels between tasks never belong here: see {@code job.type}.
 */
@NullMarked
package dev.tokenflow.job.state;

import org.jspecify.annotations.NullMarked;
