package dev.sheaf.node.golden;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.sharding.testing.MessageSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The golden lines: a class's name as the journal and Artery carry it, a tab, and the value as it
 * was written, as JSON instead of CBOR, so that people can read what changed.
 */
final class GoldenLines {
  static final boolean WRITE = System.getProperty("sheaf.golden", "").equals("write");
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

  private static final Path FOLDER = Path.of("src", "test", "resources", "golden", "messages");

  /** An actor's address is of one system; in golden lines it is always this one. */
  private static final Pattern ADDRESS = Pattern.compile("akka://[^\"]*");

  private static final String SOMEONE = "akka://sheaf@127.0.0.1:25520/user/someone#1";
  private static final Pattern OF_TESTS =
      Pattern.compile("\\.planted\\.|\\.testing\\.|(IT|Test)\\$");
  private static final ObjectMapper CBOR = new CBORMapper();

  /** Among so many samples each leaf of each sealed field comes up. */
  private static final int SAMPLES = 48;

  private final Serialization serialization;
  private final MessageSamples samples;
  private final List<Line> all = new ArrayList<>();

  /** A value as it was written. */
  record Line(String manifest, JsonNode value) {
    Line with(JsonNode other) {
      return new Line(manifest, other);
    }

    /** What tells forms of one message apart: which leaves it holds, and where. */
    TreeSet<String> forms() {
      var forms = new TreeSet<String>();
      forms.add(manifest);
      addForms(value, manifest, forms);
      return forms;
    }

    private static void addForms(JsonNode node, String at, TreeSet<String> forms) {
      if (node.has("@type")) {
        forms.add(at + "=" + node.get("@type").asText());
      }
      for (var field : node.properties()) {
        addForms(field.getValue(), at + "." + field.getKey(), forms);
      }
      if (node.isArray()) {
        node.forEach(item -> addForms(item, at + "[]", forms));
      }
    }

    @Override
    public String toString() {
      return manifest + "\t" + value;
    }
  }

  /** All that a node's own classes may send or write down. */
  static List<Class<?>> types() {
    return MessageSamples.implementationsOf(ControlMessage.class, "dev.sheaf").stream()
        .filter(type -> !OF_TESTS.matcher(type.getName()).find())
        .toList();
  }

  GoldenLines(ActorSystem<?> system) throws IOException {
    serialization = SerializationExtension.get(Adapter.toClassic(system));
    samples = new MessageSamples(system.ignoreRef());
    Files.createDirectories(FOLDER);
    try (var files = Files.list(FOLDER)) {
      for (var file : files.sorted().toList()) {
        for (var line : Files.readAllLines(file, UTF_8)) {
          var tab = line.indexOf('\t');
          all.add(new Line(line.substring(0, tab), JSON.readTree(line.substring(tab + 1))));
        }
      }
    }
  }

  List<Line> all() {
    return List.copyOf(all);
  }

  /** Values of a type in forms that no line has. */
  List<Line> lacking(Class<?> type) throws IOException {
    var seen = new TreeSet<String>();
    for (var line : all) {
      if (line.manifest().equals(type.getName())) {
        seen.addAll(line.forms());
      }
    }
    var lacking = new ArrayList<Line>();
    for (int i = 0; i < SAMPLES; i++) {
      var line = new Line(type.getName(), json(samples.sample(type, i)));
      if (seen.addAll(line.forms())) {
        lacking.add(line);
      }
    }
    return lacking;
  }

  /** Appends what lacks; what is there stays as it is. */
  void addWhatLacks(List<Class<?>> types) throws IOException {
    for (var type : types) {
      for (var line : lacking(type)) {
        all.add(line);
        var file = FOLDER.resolve(family(type) + ".tsv");
        var before = Files.exists(file) ? Files.readString(file, UTF_8) : "";
        Files.writeString(file, before + line + "\n", UTF_8);
      }
    }
  }

  /** The outermost class: events, commands and replies lie in one each. */
  private static String family(Class<?> type) {
    var name = type.getName();
    var dollar = name.indexOf('$');
    var outer = dollar < 0 ? name : name.substring(0, dollar);
    return outer.substring(outer.lastIndexOf('.') + 1);
  }

  private JsonNode json(Object message) throws IOException {
    return sorted(CBOR.readTree(serialization.serialize(message).get()));
  }

  /** Through text, which has one way to write bytes and numbers. */
  private static JsonNode sorted(JsonNode tree) throws IOException {
    var text = ADDRESS.matcher(JSON.writeValueAsString(tree)).replaceAll(SOMEONE);
    return JSON.readTree(text);
  }

  /** What this version writes of what it has read. */
  JsonNode rewritten(Line line) throws IOException {
    var cbor = serialization.serializerFor(ControlMessage.class).identifier();
    var read =
        serialization.deserialize(CBOR.writeValueAsBytes(line.value()), cbor, line.manifest());
    return json(read.get());
  }
}
