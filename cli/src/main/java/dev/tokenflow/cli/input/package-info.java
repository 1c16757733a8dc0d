/**
 * What a program reads besides its options: files of properties and its standard input. Needs nothing but the JDK (17),
 * so that programs without picocli, such as the Flink job, use it too. Options never belong here.
 */
@NullMarked
package dev.tokenflow.cli.input;

import org.jspecify.annotations.NullMarked;
