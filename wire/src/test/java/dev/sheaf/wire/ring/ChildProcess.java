package dev.sheaf.wire.ring;

import dev.sheaf.wire.trainer.FrameChannel;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import dev.sheaf.wire.trainer.TrainerFrame;
import dev.sheaf.wire.trainer.TrainerSocket;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** Starts Java processes with the class path of the tests. */
final class ChildProcess {
  private ChildProcess() {}

  static Process start(Class<?> main, Path argument1, Path argument2) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument1.toString(),
            argument2.toString())
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.INHERIT)
        .start();
  }

  /** Starts a {@link SummingReader}, lets it open the ring, and waits until it has. */
  static FrameChannel<ToTrainer, FromTrainer> startReader(
      RingProducer ring, Path folder, Path witness) throws IOException {
    try (var socket = TrainerSocket.bind(folder)) {
      var process = start(SummingReader.class, socket.path(), witness);
      try {
        var reader = socket.accept();
        reader.send(new ToTrainer.Hello(TrainerFrame.PROTOCOL, ring.path().toString(), 0));
        if (!(reader.receive() instanceof FromTrainer.Ready)) {
          throw new IOException("the reader did not get ready");
        }
        return reader;
      } catch (IOException failed) {
        process.destroyForcibly();
        throw failed;
      }
    }
  }
}
