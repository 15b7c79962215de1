package dev.sheaf.node.origin.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

final class SegmentSinkTest {
  private static final long TAG = EntityTag.of("\"abc\"");

  private final byte[] bytes = new byte[4];
  private final SegmentSink sink = new SegmentSink(MemorySegment.ofArray(bytes), 10, TAG);

  /** A body whose pieces the test gives. */
  private static final class Body implements SdkPublisher<ByteBuffer>, Subscription {
    private Subscriber<? super ByteBuffer> reader;
    private boolean cancelled;

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
      reader = subscriber;
      subscriber.onSubscribe(this);
    }

    void give(int... values) {
      var piece = ByteBuffer.allocate(values.length);
      for (var value : values) {
        piece.put((byte) value);
      }
      reader.onNext(piece.flip());
    }

    @Override
    public void request(long pieces) {}

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private static GetObjectResponse head(String etag, long length, String range) {
    return GetObjectResponse.builder().eTag(etag).contentLength(length).contentRange(range).build();
  }

  private static GetObjectResponse good() {
    return head("abc", 4, "bytes 10-13/100");
  }

  private static Throwable fault(CompletableFuture<Long> done) {
    return assertThrows(CompletionException.class, done::join).getCause();
  }

  @Test
  void piecesFollowOneAnother() {
    var done = sink.prepare();
    var body = new Body();
    sink.onResponse(good());
    sink.onStream(body);
    body.give(1, 2, 3);
    body.give(4);
    body.reader.onComplete();

    assertEquals(4, done.join());
    assertArrayEquals(new byte[] {1, 2, 3, 4}, bytes);
  }

  @Test
  void anotherTagIsSeenBeforeTheBody() {
    var done = sink.prepare();
    var body = new Body();
    sink.onResponse(head("other", 4, "bytes 10-13/100"));
    sink.onStream(body);
    body.give(1, 2, 3, 4);

    assertInstanceOf(ObjectChangedException.class, fault(done));
    assertTrue(body.cancelled);
    assertArrayEquals(new byte[4], bytes);
  }

  @Test
  void anAnswerWithoutATagIsNotTheOneThatWasListed() {
    var done = sink.prepare();
    sink.onResponse(head(null, 4, "bytes 10-13/100"));

    assertInstanceOf(ObjectChangedException.class, fault(done));
  }

  @Test
  void lengthAndRangeMustBeThoseAskedFor() {
    var shorter = sink.prepare();
    sink.onResponse(head("abc", 3, "bytes 10-12/13"));
    var whole = sink.prepare();
    sink.onResponse(head("abc", 100, null));
    var other = sink.prepare();
    sink.onResponse(head("abc", 4, "bytes 0-3/100"));

    assertInstanceOf(ObjectChangedException.class, fault(shorter));
    assertInstanceOf(IOException.class, fault(whole));
    assertInstanceOf(IOException.class, fault(other));
  }

  @Test
  void aBodyThatBreaksOffOrRunsOnFails() {
    var broken = sink.prepare();
    var first = new Body();
    sink.onResponse(good());
    sink.onStream(first);
    first.give(1, 2);
    first.reader.onComplete();
    var longer = sink.prepare();
    var second = new Body();
    sink.onResponse(good());
    sink.onStream(second);
    second.give(1, 2, 3, 4, 5);

    assertInstanceOf(IOException.class, fault(broken));
    assertInstanceOf(IOException.class, fault(longer));
  }

  @Test
  void anEarlierAttemptNoLongerWrites() {
    var first = sink.prepare();
    var late = new Body();
    sink.onResponse(good());
    sink.onStream(late);
    var second = sink.prepare();
    var body = new Body();
    sink.onResponse(good());
    sink.onStream(body);
    body.give(1, 2, 3, 4);
    late.give(9, 9, 9, 9);
    body.reader.onComplete();

    assertEquals(4, second.join());
    assertFalse(first.isDone());
    assertTrue(late.cancelled);
    assertArrayEquals(new byte[] {1, 2, 3, 4}, bytes);
  }

  @Test
  void nothingIsWrittenOnceTheReadHasEnded() {
    var done = sink.prepare();
    var late = new Body();
    sink.onResponse(good());
    sink.onStream(late);
    sink.close();
    late.give(9, 9, 9, 9);

    assertFalse(done.isDone());
    assertTrue(late.cancelled);
    assertArrayEquals(new byte[4], bytes);
  }
}
