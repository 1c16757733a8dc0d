/** The settings of the job: parsed once, checked when parsed. */
@NullMarked
package dev.tokenflow.job.config;

import org.jspecify.annotations.NullMarked;
