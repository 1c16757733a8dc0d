/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.report.timeline;

import org.jspecify.annotations.NullMarked;
