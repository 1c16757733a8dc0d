/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.report.page;

import org.jspecify.annotations.NullMarked;
