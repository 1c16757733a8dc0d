/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.report.run;

import org.jspecify.annotations.NullMarked;
