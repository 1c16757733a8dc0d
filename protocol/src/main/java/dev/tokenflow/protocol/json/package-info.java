/** A small strict JSON reader and writer for the flat records of the contracts; core has no dependencies. */
@NullMarked
package dev.tokenflow.protocol.json;

import org.jspecify.annotations.NullMarked;
