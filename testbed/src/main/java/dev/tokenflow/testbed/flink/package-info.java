/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.testbed.flink;

import org.jspecify.annotations.NullMarked;
