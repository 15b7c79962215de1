package dev.sheaf.gpu.worker;

import dev.sheaf.actors.ensemble.TrainerOffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How a trainer process is started: its command, to which the socket's path is added, and the
 * variables it gets besides the node's own.
 *
 * @param command program and arguments
 * @param environment variables to set
 */
public record TrainerLaunch(List<String> command, Map<String, String> environment)
    implements Trainers {
  /** Compute threads of a trainer. */
  private static final String THREADS = "OMP_NUM_THREADS";

  private static final String DJL_THREADS = "-Dai.djl.pytorch.num_threads=";

  /** How many slots a trainer has. */
  private static final String SLOTS = "SHEAF_SLOTS";

  /** A launch that owns its collections. */
  public TrainerLaunch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** The same with one more variable. */
  TrainerLaunch with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new TrainerLaunch(command, more);
  }

  /** The same with as many times the threads, and told of its slots. */
  TrainerLaunch on(int slots) {
    var words = command.stream().map(word -> multiplied(word, DJL_THREADS, slots)).toList();
    var told = new HashMap<>(environment);
    told.computeIfPresent(THREADS, (name, threads) -> multiplied(threads, "", slots));
    told.put(SLOTS, Integer.toString(slots));
    return new TrainerLaunch(words, told);
  }

  private static String multiplied(String word, String before, int times) {
    return word.startsWith(before)
        ? before + Integer.parseInt(word.substring(before.length())) * times
        : word;
  }

  /** The same for whatever is to be trained. */
  @Override
  public TrainerLaunch launch(Assignment assignment) {
    return this;
  }

  @Override
  public CompletableFuture<TrainerOffer> offer() {
    return CompletableFuture.completedFuture(TrainerOffer.DJL_ONLY);
  }

  /**
   * The DJL trainer on the CPU, in a JVM like this one.
   *
   * @param jars folder with the trainer's jars
   * @param libraries folder in which DJL keeps its unpacked native libraries
   * @param threads compute threads; more than one spins on a busy machine
   */
  public static TrainerLaunch djl(Path jars, Path libraries, int threads) {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<String>();
    command.add(java);
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx512m");
    command.add("-Dai.djl.offline=true");
    command.add(DJL_THREADS + threads);
    command.add("-cp");
    command.add(jars.resolve("*").toString());
    command.add("dev.sheaf.gpu.trainer.TrainerMain");
    return new TrainerLaunch(
        command,
        Map.of(
            THREADS,
            Integer.toString(threads),
            "DJL_CACHE_DIR",
            libraries.toString(),
            "OPT_OUT_TRACKING",
            "true"));
  }
}
