/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.report.chart;

import org.jspecify.annotations.NullMarked;
