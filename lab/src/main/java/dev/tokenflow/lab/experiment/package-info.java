/** The same streams over the same link, sent in different ways: what each of them does for the readers. */
@NullMarked
package dev.tokenflow.lab.experiment;

import org.jspecify.annotations.NullMarked;
