/**
 * The gateway: stands in front of any engine and carries its token streams well. Deltas are merged, compressed and held
 * by what the hints say; everything else passes byte for byte.
 *
 * <p>Here belongs the process: its options, its routes to engines, and how it starts and ends. What an answer is made
 * of, and when a part of it leaves, is in the packages below and in the client.
 */
@NullMarked
package dev.tokenflow.gateway;

import org.jspecify.annotations.NullMarked;
