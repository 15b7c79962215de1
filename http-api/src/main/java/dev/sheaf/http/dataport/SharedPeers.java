package dev.sheaf.http.dataport;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sheaf.actors.preparation.SharedBatches;
import dev.sheaf.actors.preparation.SharedBatches.Answer;
import dev.sheaf.actors.preparation.SharedBatches.Wanted;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.function.Consumer;

/** Takes the batches that other nodes prepare, from their data ports. */
public final class SharedPeers implements SharedBatches.Elsewhere {
  private final HttpPeers peers;

  /** A taker over these connections. */
  public SharedPeers(HttpPeers peers) {
    this.peers = peers;
  }

  @Override
  public Answer take(
      String address, Wanted wanted, long deadlineNanos, Consumer<SharedBatches.Rows> look)
      throws IOException {
    var path =
        "/v1/shared/%s/epochs/%d/batches/%d?%s=%s"
            .formatted(
                wanted.job(),
                wanted.epoch(),
                wanted.n(),
                SharedPort.TAKER,
                URLEncoder.encode(wanted.taker(), UTF_8));
    var reply = peers.ask(address, path, deadlineNanos);
    return switch (reply.status()) {
      case 200 -> {
        var shape = reply.headers().getOrDefault(SharedPort.SHAPE.toLowerCase(Locale.ROOT), "");
        look.accept(SharedBody.decode(wanted, shape, reply.body()));
        yield Answer.GIVEN;
      }
      case 204 -> Answer.EPOCH_OVER;
      case 404 -> Answer.ALONE;
      case 503 -> Answer.NOT_YET;
      default ->
          throw new IOException(
              "peer %s answered %d: %s"
                  .formatted(address, reply.status(), new String(reply.body(), UTF_8)));
    };
  }
}
