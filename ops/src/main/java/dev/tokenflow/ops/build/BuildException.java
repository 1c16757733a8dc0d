package dev.tokenflow.ops.build;

import java.io.IOException;

/** The build cannot be done. The message is one line that says why, and where to look. */
public final class BuildException extends IOException {
    private static final long serialVersionUID = 1L;

    public BuildException(String message) {
        super(message);
    }
}
