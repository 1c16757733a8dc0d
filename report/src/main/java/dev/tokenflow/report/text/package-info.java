/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.report.text;

import org.jspecify.annotations.NullMarked;
