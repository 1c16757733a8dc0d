package dev.tokenflow.ops.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.ops.Said;
import dev.tokenflow.protocol.json.JsonReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCommandTest {
    @TempDir
    Path folder;

    @Test
    void findsAnomaliesAndWritesTheFigures() throws Exception {
        Path json = folder.resolve("out.json");
        Said said = Said.by(
                "model",
                "evaluate",
                "--data",
                cloud("cloud.csv.gz"),
                "--label",
                "label",
                "--seeds",
                "3",
                "--json",
                json.toString());

        assertThat(said.status()).as(text(said.err())).isZero();
        assertThat(text(said.out())).contains("1,000 rows, 2 inputs, 5.000 % anomalies", "ROC AUC", "AUPRC");
        Map<String, ?> figures = JsonReader.readObject(Files.readString(json));
        assertThat(figures)
                .containsOnlyKeys("n", "dims", "anomaly_rate", "seeds", "roc_auc", "auprc", "fit_s", "ns_per_row");
        assertThat((Double) ((Map<?, ?>) figures.get("roc_auc")).get("mean")).isGreaterThan(0.97);
    }

    @Test
    void forecastsAndWritesTheFigures() throws Exception {
        StringBuilder text = new StringBuilder("who,when,ms\n");
        for (int i = 0; i < 1_000; i++) {
            text.append("a,").append(i).append(',').append(40 + 10 * (i % 4)).append('\n');
        }
        Path json = folder.resolve("out.json");
        Said said = Said.by(
                "model",
                "forecast",
                "--data",
                write("series.csv", text.toString()),
                "--series",
                "who",
                "--time",
                "when",
                "--value",
                "ms",
                "--horizons",
                "1,2",
                "--json",
                json.toString());

        assertThat(said.status()).as(text(said.err())).isZero();
        Map<String, ?> figures = JsonReader.readObject(Files.readString(json));
        assertThat(figures).containsOnlyKeys("series", "rows", "horizons");
        Map<?, ?> first = (Map<?, ?>) ((List<?>) figures.get("horizons")).get(0);
        assertThat(first.get("chosen")).isEqualTo("trees");
        assertThat(first.get("rows")).isEqualTo(300.0);
        assertThat(((Map<?, ?>) first.get("mae")).keySet().stream().map(Object::toString))
                .containsExactly("ours", "trees", "persistence", "ewma", "median");
    }

    @Test
    void aTrainedModelIsInspected() throws Exception {
        String out = folder.resolve("forest").toString();
        assertThat(Said.by("model", "train", "--data", cloud("cloud.csv.gz"), "--label", "label", "--out", out)
                        .status())
                .isZero();
        assertThat(text(Said.by("model", "inspect", out).out()))
                .contains("isolation forest, 100 trees of 256 rows", "x, y");
        Files.write(Path.of(out), new byte[] {1, 2, 3});
        Said damaged = Said.by("model", "inspect", out);
        assertThat(damaged.status()).isEqualTo(2);
        assertThat(text(damaged.err())).contains("is not usable").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x,label\\n1,0\\n2,1\\n|other|has no column 'other'",
                "x,label\\n1,0\\nten,1\\n|label|line 3, column x: 'ten' is not a finite number",
                "x,label\\n1,0\\nNaN,1\\n|label|line 3, column x: 'NaN' is not a finite number",
                "x,label\\n1,0\\ninf,1\\n|label|line 3, column x: 'inf' is not a finite number",
                "x,label\\n1,0\\n,1\\n|label|line 3, column x: '' is not a finite number",
                "x,label\\n1,0\\n2,2\\n|label|line 3, column label: 2 is no label, expected 0 or 1",
                "x,label\\n1,0\\n2,0\\n|label|all 2 rows are 0, expected both 0 and 1",
                "x,label\\n1,0\\n2\\n|label|line 3: 1 cells, expected 2",
                "x,label\\n|label|has no rows",
                "label\\n0\\n1\\n|label|has no columns besides the label",
                "x,x\\n0,1\\n|x|a column name stands twice"
            })
    void badInputIsOneLine(String text, String label, String expected) throws Exception {
        Said said =
                Said.by("model", "evaluate", "--data", write("bad.csv", text.replace("\\n", "\n")), "--label", label);

        assertThat(said.status()).isEqualTo(2);
        assertThat(text(said.err())).contains(expected).doesNotContain("\tat ");
        assertThat(said.err()).hasSize(1);
    }

    @Test
    void constantColumnsAreFine() throws Exception {
        StringBuilder text = new StringBuilder("x,same,label\n");
        for (int i = 0; i < 100; i++) {
            text.append(i % 10 == 0 ? 50 : i % 7)
                    .append(",3,")
                    .append(i % 10 == 0 ? 1 : 0)
                    .append('\n');
        }
        Said said = Said.by("model", "evaluate", "--data", write("c.csv", text.toString()), "--label", "label");

        assertThat(said.status()).isZero();
        assertThat(text(said.out())).contains("ROC AUC  1.0000");
    }

    private String cloud(String name) throws Exception {
        Random random = new Random(1);
        Path file = folder.resolve(name);
        StringBuilder text = new StringBuilder("x,label,y\n");
        for (int i = 0; i < 1_000; i++) {
            boolean anomaly = i % 20 == 0;
            text.append(anomaly ? 9 : random.nextGaussian()).append(anomaly ? ",1," : ",0,");
            text.append(random.nextGaussian()).append('\n');
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return file.toString();
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }
}
