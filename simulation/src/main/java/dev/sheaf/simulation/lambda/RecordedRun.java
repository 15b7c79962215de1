package dev.sheaf.simulation.lambda;

import dev.sheaf.simulation.experiment.BadScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a live fleet was asked for, when, and what it was billed: as {@code sheaf bench lambda
 * --record} writes it.
 *
 * <pre>
 *   sheafLambdaTrace=1              settings, prices, what was measured before, and the bill
 *   functions=14
 *   ...
 *   microseconds,function,what,bytes
 *   0,3,read,1048576                what: read, write, call, reclaim
 * </pre>
 *
 * @param facts the numbers of its head, by name
 */
record RecordedRun(Map<String, Long> facts, List<Request> requests) {
  private static final String VERSION = "sheafLambdaTrace";
  private static final String COLUMNS = "microseconds,function,what,bytes";
  private static final int COLUMN_COUNT = 4;

  /** What is done to a function. */
  enum What {
    /** A chunk is asked for. */
    READ,
    /** A chunk is sent. */
    WRITE,
    /** It is woken for what nobody wants any more when it is awake. */
    CALL,
    /** Its environment is taken. */
    RECLAIM
  }

  /** Something done to a function. */
  record Request(long atNanos, int function, What what, long bytes) {}

  /** Reads a file; {@link BadScenario} names the line that makes no sense. */
  static RecordedRun read(Path file) {
    try {
      return parse(file.getFileName().toString(), Files.readAllLines(file));
    } catch (IOException e) {
      throw new BadScenario("the recorded run %s cannot be read: %s".formatted(file, e));
    }
  }

  static RecordedRun parse(String name, List<String> lines) {
    var facts = new TreeMap<String, Long>();
    var requests = new ArrayList<Request>();
    var head = true;
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i).strip();
      try {
        if (line.equals(COLUMNS)) {
          head = false;
        } else if (head) {
          var equals = line.indexOf('=');
          facts.put(
              line.substring(0, Math.max(0, equals)), Long.parseLong(line.substring(equals + 1)));
        } else {
          requests.add(request(line));
        }
      } catch (IllegalArgumentException e) {
        throw new BadScenario("line %d of %s makes no sense: \"%s\"".formatted(i + 1, name, line));
      }
    }
    if (facts.getOrDefault(VERSION, 0L) != 1 || head) {
      throw new BadScenario(
          "%s must be a run that `sheaf bench lambda --record` wrote".formatted(name));
    }
    return new RecordedRun(facts, List.copyOf(requests));
  }

  private static Request request(String line) {
    var columns = line.split(",", -1);
    if (columns.length != COLUMN_COUNT) {
      throw new IllegalArgumentException("a request must have four columns");
    }
    return new Request(
        Long.parseLong(columns[0]) * 1_000,
        Integer.parseInt(columns[1]),
        What.valueOf(columns[2].toUpperCase(java.util.Locale.ROOT)),
        Long.parseLong(columns[3]));
  }

  /** A number of the head. */
  long fact(String name) {
    var value = facts.get(name);
    if (value == null) {
      throw new BadScenario("a recorded run must say %s=".formatted(name));
    }
    return value;
  }

  int number(String name) {
    return Math.toIntExact(fact(name));
  }
}
