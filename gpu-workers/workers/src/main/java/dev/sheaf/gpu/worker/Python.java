package dev.sheaf.gpu.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Predicate.not;

import dev.sheaf.policies.ensemble.Program.Precision;
import dev.sheaf.wire.FlatJson;
import dev.sheaf.wire.WireFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Python of a node, and the trainer that it runs.
 *
 * @param interpreter a path, or a name on the search path
 * @param trainer the file of the trainer
 * @param threads compute threads of a trainer
 */
public record Python(String interpreter, Path trainer, int threads) {
  private static final long CHECK_SECONDS = 20;
  private static final int MOST_BYTES = 4096;

  /**
   * What the interpreter can do.
   *
   * @param problem why Python members cannot be trained; empty where they can
   * @param runs true when it runs the trainer's file at all
   * @param holds true when a program can be held in its folder
   * @param gpus names of the GPUs that trainers may use
   */
  public record Abilities(String problem, boolean runs, boolean holds, List<String> gpus) {
    /** Abilities that own their list. */
    public Abilities {
      gpus = List.copyOf(gpus);
    }
  }

  /** The trainer for the built-in models. */
  TrainerLaunch trainer(Precision precision) {
    return launch(
        List.of(interpreter, trainer.toString()),
        Map.of("SHEAF_PRECISION", precision.name().toLowerCase(Locale.ROOT)));
  }

  /** A command that may write below {@code folder} only, where the system can hold it there. */
  TrainerLaunch held(Path folder, List<String> command) {
    var words =
        new ArrayList<>(
            List.of(interpreter, trainer.toString(), "--held", folder.toString(), "--"));
    words.addAll(command);
    return launch(words, Map.of());
  }

  private TrainerLaunch launch(List<String> words, Map<String, String> more) {
    var environment = new HashMap<>(more);
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    environment.put("PYTHONUNBUFFERED", "1");
    // The same numbers for GPUs as the driver's.
    environment.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    return new TrainerLaunch(words, environment);
  }

  /** Asks the interpreter. Blocks for as long as that takes to start, and for seconds at most. */
  Abilities abilities() {
    if (!Files.isRegularFile(trainer)) {
      return cannot("its trainer %s is not there".formatted(trainer));
    }
    try {
      var builder = new ProcessBuilder(interpreter, "-B", trainer.toString(), "--check");
      var process = builder.redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return cannot("it did not answer within " + CHECK_SECONDS + " s");
      }
      var answer = process.getInputStream().readNBytes(MOST_BYTES);
      return process.exitValue() == 0
          ? read(answer)
          : cannot("it ended with status " + process.exitValue());
    } catch (IOException unusable) {
      return cannot("it cannot be run: " + unusable.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return cannot("it was not asked, as the node stops");
    }
  }

  private Abilities read(byte[] answer) {
    try {
      var facts = FlatJson.read(ByteBuffer.wrap(new String(answer, UTF_8).strip().getBytes(UTF_8)));
      var holds = Boolean.TRUE.equals(facts.get("holds"));
      var gpus =
          Stream.of(String.valueOf(facts.get("gpus")).split(",")).filter(not(String::isBlank));
      return Boolean.TRUE.equals(facts.get("torch"))
          ? new Abilities("", true, holds, gpus.toList())
          : new Abilities(
              "%s (Python %s) has no module torch: install python3-torch, or let sheaf.gpu.python name an interpreter that has it"
                  .formatted(interpreter, facts.get("python")),
              true,
              holds,
              gpus.toList());
    } catch (WireFormatException strange) {
      return cannot("it is no Python: " + strange.getMessage());
    }
  }

  private Abilities cannot(String why) {
    return new Abilities(
        "%s cannot train: %s; sheaf.gpu.python names the interpreter".formatted(interpreter, why),
        false,
        false,
        List.of());
  }
}
