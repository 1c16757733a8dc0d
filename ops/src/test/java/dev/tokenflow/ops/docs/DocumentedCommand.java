package dev.tokenflow.ops.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line of {@code ./tokenflow}, or of the job submitted with {@code flink run}, that stands in a page.
 *
 * @param where page and line
 * @param words what follows {@code ./tokenflow}
 */
record DocumentedCommand(String where, List<String> words) {
    /** Blocks of these languages are programs or data. */
    private static final List<String> OTHER_LANGUAGES = List.of("java", "python", "js", "json", "c", "yaml", "xml");

    private static final Pattern LAUNCHER = Pattern.compile("(?<![\\w/])\\./tokenflow(?=\\s|$)");
    /** The jar of the job in a {@code flink run}, as a variable or as it is printed; the job's own options follow. */
    private static final Pattern JOB_JAR =
            Pattern.compile("flink run .*?(?:\\$\\w*JAR|NEW_JAR|job jar\\)?\"?\\)?)(.*)");

    private static final String TRAINING = "dev.tokenflow.job.TrainJob";
    /** What ends a command in a shell. */
    private static final Pattern END = Pattern.compile("\\)|;|&&|\\s#|\\s\\||\\s&|\\s\\d?>");

    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");

    /** Those in the blocks and between the backticks of a page. */
    static List<DocumentedCommand> in(Page page) {
        List<DocumentedCommand> commands = new ArrayList<>();
        for (Page.Block block : page.blocks()) {
            if (!OTHER_LANGUAGES.contains(block.language())) {
                commands.addAll(in(page, block));
            }
        }
        for (Page.Spot span : page.codeSpans()) {
            commands.addAll(in(page + ":" + span.line(), span.text()));
        }
        return commands;
    }

    private static List<DocumentedCommand> in(Page page, Page.Block block) {
        List<DocumentedCommand> commands = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < block.code().size(); i++) {
            String line = block.code().get(i);
            if (line.endsWith("\\")) {
                joined.append(line, 0, line.length() - 1).append(' ');
            } else {
                commands.addAll(in(
                        page + ":" + (block.firstLine() + i),
                        joined.append(line).toString()));
                joined.setLength(0);
            }
        }
        return commands;
    }

    /** Those in one line of a shell. */
    static List<DocumentedCommand> in(String where, String line) {
        List<DocumentedCommand> commands = new ArrayList<>();
        Matcher launcher = LAUNCHER.matcher(line);
        while (launcher.find()) {
            commands.add(new DocumentedCommand(where, words(line.substring(launcher.end()))));
        }
        Matcher jar = JOB_JAR.matcher(line);
        if (jar.find()) {
            List<String> words = new ArrayList<>();
            words.add(line.contains(TRAINING) ? "train" : "job");
            words.addAll(words(jar.group(1)));
            commands.add(new DocumentedCommand(where, words));
        }
        return commands;
    }

    @Override
    public String toString() {
        return where + " ./tokenflow " + String.join(" ", words);
    }

    /** The words up to the end of the command; brackets of a synopsis are dropped, quotes stay. */
    private static List<String> words(String text) {
        Matcher end = END.matcher(text);
        String command = end.find() ? text.substring(0, end.start()) : text;
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.replaceAll("[\\[\\]]", " "));
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }
}
