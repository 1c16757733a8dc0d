package dev.tokenflow.report.page;

import dev.tokenflow.report.picture.FeatureSpace;
import dev.tokenflow.report.picture.TimelinePicture;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.run.SummaryFile;
import dev.tokenflow.report.timeline.TimelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** All files of a run, in one directory. */
public final class RunFiles {
    static final String SUMMARY = "summary.json";
    static final String TIMELINE = "timeline.csv";
    static final String TIMELINE_PICTURE = "rtt-vs-token-rate.png";
    static final String FEATURE_PICTURE = "feature-space.png";
    static final String DIAGNOSIS_PICTURE = "diagnosis.png";
    static final String REPORT = "report.html";

    private RunFiles() {}

    /**
     * Writes them all, replacing what was there; numbers first, so that a picture that fails takes nothing with it.
     *
     * @return the files written
     * @throws IOException when the directory cannot be written, or a picture cannot be drawn
     */
    public static List<Path> write(RunRecord run, Path directory) throws IOException {
        Files.createDirectories(directory);
        SummaryFile.write(run.summary(), directory.resolve(SUMMARY));
        TimelineFile.write(run.timeline(), directory.resolve(TIMELINE));
        ReportPage.write(run, directory.resolve(REPORT));
        drawPictures(run, directory);
        return List.of(
                directory.resolve(REPORT),
                directory.resolve(TIMELINE_PICTURE),
                directory.resolve(FEATURE_PICTURE),
                directory.resolve(DIAGNOSIS_PICTURE),
                directory.resolve(TIMELINE),
                directory.resolve(SUMMARY));
    }

    private static void drawPictures(RunRecord run, Path directory) throws IOException {
        try {
            TimelinePicture.write(run, directory.resolve(TIMELINE_PICTURE));
            new FeatureSpace(run, FeatureSpace.By.STATE).write(directory.resolve(FEATURE_PICTURE));
            new FeatureSpace(run, FeatureSpace.By.DIAGNOSIS).write(directory.resolve(DIAGNOSIS_PICTURE));
        } catch (LinkageError | InternalError e) {
            throw new IOException(
                    "the pictures could not be drawn: this Java finds no fonts; install fontconfig and a font (Debian: fontconfig fonts-dejavu-core)",
                    e);
        }
    }
}
