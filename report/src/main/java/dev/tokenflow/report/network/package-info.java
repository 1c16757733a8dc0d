/** PACKAGE-TEXT-MISSING. */
@NullMarked
package dev.tokenflow.report.network;

import org.jspecify.annotations.NullMarked;
