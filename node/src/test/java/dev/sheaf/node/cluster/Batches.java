package dev.sheaf.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.wire.batch.BatchDecoder;
import dev.sheaf.wire.batch.FrameHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The batches of rank 0 of a job in its first generation, asked for one by one. */
record Batches(String job, URI api) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Set<Integer> RETRYABLE = Set.of(429, 503);

  /** The ids of a batch, with all bytes there; none when the epoch is over. */
  List<Long> ids(int epoch, int n) throws IOException, InterruptedException {
    while (true) {
      var reply =
          HTTP.send(
              HttpRequest.newBuilder(
                      api.resolve(
                          "/v1/jobs/%s/epochs/%d/ranks/0/batches/%d?generation=1"
                              .formatted(job, epoch, n)))
                  .build(),
              BodyHandlers.ofByteArray());
      if (reply.statusCode() == 204) {
        return List.of();
      }
      if (!RETRYABLE.contains(reply.statusCode())) {
        assertEquals(200, reply.statusCode(), () -> new String(reply.body(), UTF_8));
        var ids = idsOf(reply.body());
        if (!ids.isEmpty()) {
          return ids;
        }
      }
    }
  }

  /** The ids of a batch; none when one of its frames came too late. */
  private static List<Long> idsOf(byte[] body) throws IOException {
    var ids = new ArrayList<Long>();
    var batch =
        new BatchDecoder(new ByteArrayInputStream(body), new BatchDecoder.Limits(4096, 1 << 20));
    for (var head = batch.next(); head != null; head = batch.next()) {
      if (head.status() == FrameHead.DEADLINE) {
        return List.of();
      }
      assertEquals(FrameHead.OK, head.status(), "status of sample " + head.id());
      ids.add(head.id());
    }
    return ids;
  }
}
