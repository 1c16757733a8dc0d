/**
 * What the agent needs from the machine it runs on: the checks before the start, the few system calls that the JDK has
 * no API for, and libbpf's messages.
 *
 * <p>Nothing about the probe's own program or its events belongs here.
 */
@NullMarked
package dev.tokenflow.agent.host;

import org.jspecify.annotations.NullMarked;
