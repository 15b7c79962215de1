package dev.sheaf.simulation.workload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.AssignedWindow;
import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.ledger.AssignedWindow.Opening;
import dev.sheaf.policies.ledger.AssignedWindow.Replacement;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of a job's trace. A field that is needed must be there, of its kind and in its range; one
 * that is not known is passed over, since the job's own view may come to say more.
 *
 * <p><i>Errors:</i> {@link IllegalArgumentException} names the field, the rule and the value.
 */
final class JobTraceRow {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int MOST_PACKAGES = 10_000_000;

  private final JsonNode row;

  private JobTraceRow(JsonNode row) {
    this.row = row;
  }

  /** The row on this line. */
  static JobTraceRow parse(String line) {
    try {
      var row = JSON.readTree(line);
      if (row.isObject()) {
        return new JobTraceRow(row);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("it must be a JSON object");
  }

  /** The spec that the first row says. */
  JobSpec spec() {
    return new JobSpec(
        text("name"),
        new DatasetVersion(text("dataset"), text("datasetVersion")),
        choice("contract", Contract.values()),
        number("batchSize", 1, 65_536),
        number("epochs", 1, 100_000),
        number("ranks", 1, 4_096),
        whole("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        choice("tail", Tail.values()),
        choice("shuffle", Shuffle.values()),
        choice("onMissing", OnMissing.values()),
        number("maxMissing", 0, 1_000_000_000),
        null,
        validationThousandths(),
        field("heldOut").asBoolean(),
        number("priority", -1_000, 1_000));
  }

  private int validationThousandths() {
    var share = field("validation").asDouble(-1);
    if (!(share >= 0 && share <= 0.9)) {
      throw wrong("validation", "a share from 0 to 0.9");
    }
    return (int) Math.round(share * 1000);
  }

  /**
   * The packages that the first row says: {@code "packages": [[how many, samples of each, bytes of
   * each], …]}, in order; null when it does not say.
   */
  @Nullable PackageTable table() {
    if (!row.has("packages")) {
      return null;
    }
    var counts = new ArrayList<Integer>();
    var sizes = new ArrayList<Long>();
    for (var run : field("packages")) {
      var times = run.path(0).asInt();
      var samples = run.path(1).asInt();
      var sizeBytes = run.path(2).asLong(-1);
      if (times < 1 || times > MOST_PACKAGES - counts.size() || samples < 1 || sizeBytes < 0) {
        throw new IllegalArgumentException(
            "packages must be [how many, samples, bytes], at most %d in all, but has %s"
                .formatted(MOST_PACKAGES, run));
      }
      for (int i = 0; i < times; i++) {
        counts.add(samples);
        sizes.add(sizeBytes);
      }
    }
    return PackageTable.of(
        counts.stream().mapToInt(count -> count).toArray(),
        sizes.stream().mapToLong(size -> size).toArray());
  }

  /** What the first row says that a node counted; null when it does not. */
  JobTrace.@Nullable Live live() {
    return row.has("originReads") && row.has("delivered") && row.has("cacheBytes")
        ? new JobTrace.Live(
            whole("delivered", 0, Long.MAX_VALUE),
            whole("originReads", 0, Long.MAX_VALUE),
            whole("cacheBytes", 0, Long.MAX_VALUE))
        : null;
  }

  /** When the window was assigned; 0 when the row does not say. */
  long atMillis() {
    return row.has("atMillis") ? whole("atMillis", 0, Long.MAX_VALUE) : 0;
  }

  /** The window that any other row says. */
  AssignedWindow window() {
    var first = number("firstBatch", 0, Integer.MAX_VALUE);
    return new AssignedWindow(
        whole("generation", 1, Long.MAX_VALUE),
        number("epoch", 0, 100_000),
        first,
        number("batches", 1, Integer.MAX_VALUE - first),
        list("open", each -> new OpenPackage(each.number("package", 0), each.number("drawn", 0))),
        list(
            "openings",
            each -> new Opening(each.number("batch", first), each.number("package", 0))),
        list(
            "replacements",
            each ->
                new Replacement(
                    each.number("batch", first),
                    each.whole("id", 0, Long.MAX_VALUE),
                    each.whole("by", -1, Long.MAX_VALUE))),
        flag("last"),
        (int) whole("crc", 0, 0xFFFF_FFFFL));
  }

  private <T> List<T> list(String name, Function<JobTraceRow, T> read) {
    var list = field(name);
    if (!list.isArray()) {
      throw wrong(name, "a list");
    }
    var rows = new ArrayList<T>();
    list.forEach(each -> rows.add(read.apply(new JobTraceRow(each))));
    return rows;
  }

  private JsonNode field(String name) {
    var field = row.path(name);
    if (field.isMissingNode()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return field;
  }

  private boolean flag(String name) {
    if (!field(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return field(name).booleanValue();
  }

  private String text(String name) {
    if (!field(name).isTextual() || field(name).textValue().isEmpty()) {
      throw wrong(name, "a text");
    }
    return field(name).textValue();
  }

  private int number(String name, int least) {
    return number(name, least, Integer.MAX_VALUE);
  }

  private int number(String name, int least, int most) {
    return (int) whole(name, least, most);
  }

  private long whole(String name, long least, long most) {
    var field = field(name);
    if (!field.canConvertToLong()
        || !field.isIntegralNumber()
        || field.longValue() < least
        || field.longValue() > most) {
      throw wrong(name, "a whole number from %d to %d".formatted(least, most));
    }
    return field.longValue();
  }

  private <E extends Enum<E>> E choice(String name, E[] values) {
    var text = text(name);
    return Arrays.stream(values)
        .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () -> wrong(name, "one of " + Arrays.toString(values).toLowerCase(Locale.ROOT)));
  }

  private IllegalArgumentException wrong(String name, String rule) {
    return new IllegalArgumentException(
        "%s must be %s but was %s".formatted(name, rule, row.path(name)));
  }
}
