package dev.tokenflow.testbed.process;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Sends what broker, job and servers log into a file: the terminal belongs to the demo. */
public final class Logs {
    private Logs() {}

    public static void toFile(Path file) {
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setStatusLevel(Level.ERROR);
        AppenderComponentBuilder appender = builder.newAppender("file", "File")
                .addAttribute("fileName", file.toString())
                .addAttribute("append", false)
                .add(builder.newLayout("PatternLayout").addAttribute("pattern", "%d{ISO8601} %-5p %-40.40c{1.} %m%n"));
        builder.add(appender);
        builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("file")));
        Configurator.reconfigure(builder.build());
    }
}
