/**
 * A run as one HTML page that needs no network, and the files beside it. Tables and charts for the terminal belong to
 * the package of terminals.
 */
@NullMarked
package dev.tokenflow.report.page;

import org.jspecify.annotations.NullMarked;
