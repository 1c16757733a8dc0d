/** What a rolling round-trip histogram costs, next to the libraries one would otherwise take. */
@NullMarked
package dev.tokenflow.bench.histogram;

import org.jspecify.annotations.NullMarked;
