package dev.sheaf.node.origin.s3;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Copies the body of a GET into a memory segment, buffer by buffer, as the network gives them.
 *
 * <p>Each attempt begins the segment anew. The answer's tag and length are looked at before the
 * first byte is copied. After {@link #close} nothing writes to the segment any more, whatever a
 * late attempt still receives: the memory may be somebody else's by then.
 */
final class SegmentSink
    implements AsyncResponseTransformer<GetObjectResponse, Long>, AutoCloseable {
  private final MemorySegment into;
  private final long offset;
  private final long tag;
  private final Object fence = new Object();
  private @Nullable Attempt current;
  private boolean closed;

  /**
   * A sink for the bytes from {@code offset} that fill {@code into}.
   *
   * @param tag what the answer's ETag must hash to; 0 when any will do
   */
  SegmentSink(MemorySegment into, long offset, long tag) {
    this.into = into;
    this.offset = offset;
    this.tag = tag;
  }

  @Override
  public CompletableFuture<Long> prepare() {
    synchronized (fence) {
      var attempt = new Attempt();
      current = attempt;
      return attempt.done;
    }
  }

  @Override
  public void onResponse(GetObjectResponse response) {
    if (tag != 0 && EntityTag.of(response.eTag()) != tag) {
      attempt().end(new ObjectChangedException("has another ETag"));
      return;
    }
    var size = into.byteSize();
    var range = response.contentRange();
    if (range != null && !range.startsWith("bytes " + offset + "-")) {
      attempt().end(new IOException("the store answered another range: " + range));
    } else if (range == null && offset != 0) {
      attempt().end(new IOException("the store ignored the range that was asked for"));
    } else if (response.contentLength() == null || response.contentLength() < size) {
      attempt().end(new ObjectChangedException("is shorter"));
    } else if (response.contentLength() > size) {
      attempt().end(new IOException("the store answered more than was asked for"));
    }
  }

  @Override
  public void onStream(SdkPublisher<ByteBuffer> body) {
    body.subscribe(attempt());
  }

  @Override
  public void exceptionOccurred(Throwable fault) {
    attempt().end(fault);
  }

  private Attempt attempt() {
    synchronized (fence) {
      if (current == null) {
        throw new IllegalStateException("prepare comes before the response");
      }
      return current;
    }
  }

  /** Lets nothing be written any more. */
  @Override
  public void close() {
    synchronized (fence) {
      closed = true;
    }
  }

  /** One answer on its way into the segment. */
  private final class Attempt implements Subscriber<ByteBuffer> {
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private long at;

    @Override
    public void onSubscribe(Subscription given) {
      subscription = given;
      if (done.isDone()) {
        given.cancel();
      } else {
        given.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void onNext(ByteBuffer piece) {
      synchronized (fence) {
        var size = piece.remaining();
        if (closed || current != this || done.isDone()) {
          cancel();
        } else if (at + size > into.byteSize()) {
          end(new IOException("the body is longer than its length"));
        } else {
          MemorySegment.copy(MemorySegment.ofBuffer(piece), 0, into, at, size);
          at += size;
        }
      }
    }

    @Override
    public void onError(Throwable fault) {
      end(fault);
    }

    @Override
    public void onComplete() {
      if (at == into.byteSize()) {
        done.complete(at);
      } else {
        end(new IOException("the body broke off after " + at + " of " + into.byteSize()));
      }
    }

    void end(Throwable fault) {
      done.completeExceptionally(fault);
      cancel();
    }

    private void cancel() {
      var given = subscription;
      if (given != null) {
        given.cancel();
      }
    }
  }
}
