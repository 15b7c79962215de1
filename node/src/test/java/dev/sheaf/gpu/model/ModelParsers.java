package dev.sheaf.gpu.model;

import static dev.sheaf.node.fuzz.Seeds.text;
import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.node.fuzz.FileInput;
import dev.sheaf.node.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files of models: what one is, and what it predicted. */
public final class ModelParsers {
  private static final List<Class<? extends Exception>> REFUSALS = List.of(IOException.class);

  private ModelParsers() {}

  /** The targets. */
  public static List<Target> all() throws IOException {
    var manifest =
        new ModelManifest(
            "m",
            new ModelCard.Facts("cnn", 16, 10, "sgd", 32, 8, 0, "files"),
            new ModelManifest.Origin("", "", "trained", "t"),
            100,
            90,
            List.of("0a".repeat(32)));
    return List.of(
        new Target("model-manifest", texts(manifest.text()), ModelParsers::parse, REFUSALS),
        new Target(
            "predictions",
            List.of(predictions()),
            new FileInput(".predictions", PredictionFile::read),
            REFUSALS,
            FileInput.EVERY));
  }

  /** As it is, and with a sum that fits: whoever changed it may have known how. */
  private static void parse(byte[] input) throws IOException {
    var text = text(input);
    var end = text.lastIndexOf("end ");
    var body = end < 0 ? text : text.substring(0, end);
    var bytes = MemorySegment.ofArray(body.getBytes(StandardCharsets.UTF_8));
    var manifest = ModelManifest.parse(body + "end " + WeightPages.hash(bytes) + "\n");
    if (!ModelManifest.parse(manifest.text()).equals(manifest)) {
      throw new IllegalStateException("a manifest changes when it is written: " + manifest);
    }
  }

  private static byte[] predictions() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var data = new DataOutputStream(out)) {
      data.writeInt(PredictionFile.MAGIC);
      data.writeDouble(0.5);
      data.writeInt(2);
      data.writeInt(1);
      data.writeLong(7);
      data.writeInt(1);
      data.writeFloat(0.25f);
      data.writeFloat(0.75f);
    }
    return out.toByteArray();
  }
}
