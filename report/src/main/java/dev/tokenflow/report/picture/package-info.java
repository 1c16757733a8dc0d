/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.report.picture;

import org.jspecify.annotations.NullMarked;
