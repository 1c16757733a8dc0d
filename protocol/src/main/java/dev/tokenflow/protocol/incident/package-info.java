/**
 * What belongs together of all that is the matter: incidents, their bounds and their JSON form.
 *
 * <p>Here belongs what an incident says. How incidents are found, kept or shown does not.
 */
@NullMarked
package dev.tokenflow.protocol.incident;

import org.jspecify.annotations.NullMarked;
