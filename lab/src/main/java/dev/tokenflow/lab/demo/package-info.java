/** The closed loop by one command: arms over the same link, what their readers felt, and the verdict. */
@NullMarked
package dev.tokenflow.lab.demo;

import org.jspecify.annotations.NullMarked;
