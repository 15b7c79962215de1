package dev.sheaf.http.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.task.TaskDoor.Rows;
import dev.sheaf.actors.task.TaskDoor.Source;
import dev.sheaf.actors.task.TaskDoor.Wish;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.http.auth.Caller;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.policies.task.Stage;
import dev.sheaf.policies.task.Stage.Ordering;
import dev.sheaf.policies.task.StageGraph.Flaw;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body that asks for tasks. What stages mean is held against the rules by who does them. */
final class TaskForm {
  private static final List<String> KNOWN =
      List.of(
          "name",
          "dataset",
          "source",
          "movie",
          "stages",
          "rows",
          "engines",
          "timeoutMillis",
          "patienceMillis",
          "payer");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final String NAME_RULE =
      "1 to 63 of a-z, 0-9, dot, underscore and dash, beginning with a letter or digit";
  private static final Pattern KEY = Pattern.compile(".{0,1024}");
  private static final int FAN_OUT = 32;
  private static final int MOST_ENGINES = 8;
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final long TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(30);
  private static final long PATIENCE_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Fields fields;

  private TaskForm(Fields fields) {
    this.fields = fields;
  }

  static TaskForm read(Exchange exchange) {
    return new TaskForm(exchange.fields(KNOWN));
  }

  /** Which rows of the dataset. */
  private enum Kind {
    SAMPLES,
    SEQUENCE,
    MOVIE
  }

  /** The name of the dataset. */
  String dataset() {
    var name = fields.text("dataset", NAME, NAME_RULE, null);
    fields.check();
    return name;
  }

  /** All of it, over this version of the dataset. */
  Wish wish(DatasetVersion version) {
    var kind = fields.choice("source", List.of(Kind.values()), Kind.SAMPLES);
    var movie = fields.text("movie", KEY, "the key of a file", "");
    if ((kind == Kind.MOVIE) == movie.isEmpty()) {
      fields.refuse(
          "movie",
          fields.raw("movie"),
          kind == Kind.MOVIE
              ? "the key of a file of the dataset"
              : "left out: the source is " + Fields.wireName(kind),
          "");
    }
    var wish =
        new Wish(
            name(),
            switch (kind) {
              case SAMPLES -> new Source.Samples(version);
              case SEQUENCE -> new Source.Sequence(version);
              case MOVIE -> new Source.Movie(version, movie);
            },
            stages(),
            rows(),
            engines(),
            nanos("timeoutMillis", TIMEOUT_MILLIS),
            nanos("patienceMillis", PATIENCE_MILLIS),
            payer());
    fields.check();
    return wish;
  }

  /** Without a name a tenant's run gets one that is the tenant's. */
  private String name() {
    var prefix = Caller.current().prefix();
    var name =
        fields.text(
            "name",
            NAME,
            NAME_RULE,
            prefix.isEmpty() ? "" : prefix + "run-" + UUID.randomUUID().toString().substring(0, 8));
    Caller.holdNew("name", name);
    return name;
  }

  private Payer payer() {
    var payer = fields.text("payer", NAME, NAME_RULE, "");
    if (!payer.isEmpty()) {
      Caller.holdNew("payer", payer);
    }
    return new Payer(payer);
  }

  private long nanos(String name, long fallback) {
    return TimeUnit.MILLISECONDS.toNanos(fields.integer(name, 1, DAY_MILLIS, fallback));
  }

  private Rows rows() {
    if (!fields.has("rows")) {
      return Rows.ALL;
    }
    var rows = fields.inner("rows", List.of("first", "last", "step"));
    return new Rows(
        rows.integer("first", 0, Long.MAX_VALUE, 0L),
        rows.integer("last", 0, Long.MAX_VALUE, -1L),
        rows.integer("step", 1, Integer.MAX_VALUE, 1L));
  }

  private List<String> engines() {
    return fields.has("engines")
        ? texts("engines", fields.raw("engines"), MOST_ENGINES)
        : List.of();
  }

  private List<Stage> stages() {
    var stages = new ArrayList<Stage>();
    if (!(fields.raw("stages") instanceof ArrayNode list) || list.isEmpty()) {
      return fields.refuse("stages", fields.raw("stages"), "a list of stages", stages);
    }
    var before = Stage.SOURCE;
    for (int i = 0; i < list.size(); i++) {
      var at = "stages[%d]".formatted(i);
      if (list.get(i) instanceof ObjectNode object) {
        var stage = stage(at, object, before);
        stages.add(stage);
        before = stage.name();
      } else {
        fields.refuse(at, list.get(i), "an object", "");
      }
    }
    return stages;
  }

  private Stage stage(String at, ObjectNode object, String before) {
    var params = new TreeMap<String, String>();
    object
        .properties()
        .forEach(each -> {
          if (!List.of("name", "op", "inputs", "fanOut", "ordering").contains(each.getKey())) {
            var value = each.getValue();
            params.put(each.getKey(), value.isValueNode() ? value.asText() : value.toString());
          }
        });
    var op = text(at + ".op", object.get("op"), "");
    var inputs =
        object.hasNonNull("inputs")
            ? texts(at + ".inputs", object.get("inputs"), 2)
            : List.of(before);
    return new Stage(
        text(at + ".name", object.get("name"), op),
        op,
        params,
        inputs,
        fanOut(at + ".fanOut", object.get("fanOut")),
        ordering(at + ".ordering", object.get("ordering")));
  }

  private String text(String at, @Nullable JsonNode node, String fallback) {
    if (node == null || node.isNull()) {
      return fallback.isEmpty() ? fields.refuse(at, node, "a text", "") : fallback;
    }
    return node.isTextual() ? node.textValue() : fields.refuse(at, node, "a text", fallback);
  }

  private int fanOut(String at, @Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return FAN_OUT;
    }
    var good =
        node.isIntegralNumber()
            && node.canConvertToInt()
            && node.intValue() >= 1
            && node.intValue() <= Stage.MOST_FAN_OUT;
    return good
        ? node.intValue()
        : fields.refuse(at, node, "a whole number 1..%d".formatted(Stage.MOST_FAN_OUT), FAN_OUT);
  }

  private Ordering ordering(String at, @Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return Ordering.NONE;
    }
    return Arrays.stream(Ordering.values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(node.asText()))
        .findFirst()
        .orElseGet(() -> fields.refuse(at, node, "one of none, stream, total", Ordering.NONE));
  }

  private List<String> texts(String at, @Nullable JsonNode node, int most) {
    var texts = new ArrayList<String>();
    if (!(node instanceof ArrayNode list) || list.isEmpty() || list.size() > most) {
      return fields.refuse(at, node, "a list of 1..%d names".formatted(most), texts);
    }
    for (int i = 0; i < list.size(); i++) {
      texts.add(text("%s[%d]".formatted(at, i), list.get(i), ""));
    }
    return texts;
  }

  /** Ends the request with all that is wrong in what it means. */
  RuntimeException refused(List<Flaw> flaws) {
    for (var flaw : flaws) {
      fields.refuse(
          flaw.field(),
          new com.fasterxml.jackson.databind.node.TextNode(flaw.value()),
          flaw.rule(),
          "");
    }
    fields.check();
    return new IllegalStateException("a refusal names what is wrong");
  }
}
