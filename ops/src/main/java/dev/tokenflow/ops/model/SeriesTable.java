package dev.tokenflow.ops.model;

import dev.tokenflow.core.model.series.SeriesForecast;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The series of a table. */
final class SeriesTable {
    private SeriesTable() {}

    /**
     * Points of each series, by time. Rows with an empty value are left out: nothing was measured.
     *
     * @throws IOException naming line and column of what is wrong
     */
    static List<List<SeriesForecast.Point>> of(NumberTable table, String series, String time, String value)
            throws IOException {
        int seriesAt = table.column("--series", series);
        int timeAt = table.column("--time", time);
        int valueAt = table.column("--value", value);
        Map<String, List<SeriesForecast.Point>> all = new LinkedHashMap<>();
        for (int row = 0; row < table.rows().size(); row++) {
            if (!table.text(row, valueAt).isEmpty()) {
                all.computeIfAbsent(table.text(row, seriesAt), name -> new ArrayList<>())
                        .add(new SeriesForecast.Point(table.number(row, timeAt), table.number(row, valueAt)));
            }
        }
        if (all.isEmpty()) {
            throw new IOException("'" + table.file() + "', column " + value + ": there is no value in any row");
        }
        List<List<SeriesForecast.Point>> sorted = new ArrayList<>(all.values());
        sorted.forEach(points -> points.sort(Comparator.comparingDouble(SeriesForecast.Point::time)));
        return sorted;
    }
}
