/**
 * The demo: the closed loop started by one command, the arms over the same link, what their readers felt, and the
 * verdict. Networks, charts and tables belong to other packages.
 */
@NullMarked
package dev.tokenflow.lab.demo;

import org.jspecify.annotations.NullMarked;
