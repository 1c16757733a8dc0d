package dev.tokenflow.cli;

import picocli.CommandLine.IVersionProvider;

/** The version the build wrote into the manifest, or that this is a source checkout. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"TokenFlow " + (version == null ? "(source checkout)" : version)};
    }
}
