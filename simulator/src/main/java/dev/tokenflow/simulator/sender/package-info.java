/** When the tokens of one stream leave, and how many in a chunk. Pure: time is a parameter, on any monotonic axis. */
@NullMarked
package dev.tokenflow.simulator.sender;

import org.jspecify.annotations.NullMarked;
