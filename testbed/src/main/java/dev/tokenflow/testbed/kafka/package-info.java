/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.testbed.kafka;

import org.jspecify.annotations.NullMarked;
