/** TokenFlow's Flink job on a small cluster inside this process. The job itself belongs to its own module. */
@NullMarked
package dev.tokenflow.testbed.flink;

import org.jspecify.annotations.NullMarked;
