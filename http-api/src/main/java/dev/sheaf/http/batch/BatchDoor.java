package dev.sheaf.http.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.BatchService.Served;
import dev.sheaf.actors.job.Delivery;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.http.batch.PreparationForm.Wish;
import dev.sheaf.http.job.JobAnswers;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.ring.Rings;
import dev.sheaf.http.route.Asked;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Names;
import dev.sheaf.http.route.Numbers;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.Preparation;
import dev.sheaf.wire.batch.FrameHead;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Understands who asks for a minibatch, by whichever port, and has it served. */
public final class BatchDoor {
  /** The path of a batch. */
  public static final String TEMPLATE = "/v1/jobs/{job}/epochs/{epoch}/ranks/{rank}/batches/{n}";

  /** The query parameters of a batch. */
  public static final List<String> QUERY =
      List.of("generation", "consumed", "as", "form", "size", "crop", "flip");

  /** The type of a document of locations. */
  public static final String LOCATIONS = "application/vnd.sheaf.locations+json";

  private static final Pattern CONSUMED = Pattern.compile("(\\d{1,6}):(\\d{1,9})");
  private static final Pattern CONSUMER = Pattern.compile("[\\x21-\\x7e]{1,64}");

  private final Asking asking;
  private final BatchService batches;
  private final BatchDesk desk;
  private final BatchPlaces places;
  private final IncompleteBatches incomplete = new IncompleteBatches();

  /** A door to the node's batches. */
  public BatchDoor(Asking asking, BatchService batches, BatchDesk desk, BatchPlaces places) {
    this.asking = asking;
    this.batches = batches;
    this.desk = desk;
    this.places = places;
  }

  /**
   * A request for a batch.
   *
   * @param consumer who asks; empty when it does not say
   * @param locations whether the places of the samples are wanted instead of them
   * @param ring the slot that the body is to lie in, if it is to
   */
  public record Question(
      BatchKey key,
      String consumer,
      boolean locations,
      Wish form,
      BatchWishes wishes,
      Optional<String> ring) {
    /** How its samples are to be prepared; null where they are wanted as they are stored. */
    public @Nullable Preparation preparation(JobSpec job) {
      return form.of(job);
    }
  }

  /** What is asked; tells the job what the asker is done with. */
  public Question question(Asked asked) {
    var key = key(asked);
    var question =
        new Question(
            key,
            consumer(asked),
            locations(asked),
            PreparationForm.of(asked),
            BatchWishes.of(asked::header),
            asked.header(Rings.HEADER));
    tellConsumed(asked, key);
    return question;
  }

  private static BatchKey key(Asked asked) {
    var generation =
        asked
            .query("generation")
            .orElseThrow(
                () -> bad("generation", "generation must be there: the job's, as POST answered"));
    return new BatchKey(
        Names.checked("job", asked.path("job")),
        Numbers.parse("generation", generation, 1, Long.MAX_VALUE),
        asked.pathInt("epoch", 0, Integer.MAX_VALUE),
        asked.pathInt("rank", 0, Integer.MAX_VALUE),
        asked.pathInt("n", 0, Integer.MAX_VALUE - 1));
  }

  private static String consumer(Asked asked) {
    var consumer = asked.header("Sheaf-Consumer").orElse("");
    if (!consumer.isEmpty() && !CONSUMER.matcher(consumer).matches()) {
      throw bad("Sheaf-Consumer", "Sheaf-Consumer must be 1 to 64 visible ASCII characters");
    }
    return consumer;
  }

  private static boolean locations(Asked asked) {
    return switch (asked.query("as").orElse("samples")) {
      case "samples" -> false;
      case "locations" -> true;
      case String other ->
          throw bad("as", "as must be locations, or not be there, but was " + other);
    };
  }

  /** Only releases memory, so that nobody waits for it; a stale one is told by the batch. */
  private void tellConsumed(Asked asked, BatchKey key) {
    var text = asked.query("consumed");
    if (text.isEmpty()) {
      return;
    }
    var consumed = CONSUMED.matcher(text.get());
    if (!consumed.matches()) {
      throw bad("consumed", "consumed must be EPOCH:BATCH, two numbers, but was " + text.get());
    }
    var epoch = Integer.parseInt(consumed.group(1));
    var below = Integer.parseInt(consumed.group(2));
    checkConsumed(new BatchKey(key.job(), key.generation(), epoch, key.rank(), below));
    asking.tellJob(
        key.job(), r -> new JobCommand.Consumed(key.generation(), epoch, key.rank(), below, r));
  }

  /** Ends a request that says a rank is done with batches of which one is not complete. */
  void checkConsumed(BatchKey below) {
    if (incomplete.isOpen(below)
        && asking.job(below.job(), JobCommand.Describe::new) instanceof JobReply.JobIs job) {
      // Another gateway may have served it wholly since, and the job be past it for good.
      incomplete.committed(below, job.epoch(), job.step());
    }
    incomplete.checkConsumed(below);
  }

  /** Serves it; a problem {@code overloaded} when the node has no room now. */
  public Served serve(Question question) {
    try {
      return batches.serve(question.key(), question.consumer(), question.wishes().deadline());
    } catch (SampleReader.Overloaded full) {
      throw overloaded(full);
    }
  }

  /** Where the samples of a batch are. */
  public sealed interface Located {
    /** The document that says so. */
    record Document(ObjectNode json) implements Located {}

    /** There is no such batch. */
    record None(BatchAnswer instead) implements Located {}
  }

  /** Where its samples are, for a client that reads them from their owners. */
  public Located locate(Question question) throws IOException {
    var deadlineNanos = System.nanoTime() + question.wishes().deadline().toNanos();
    return switch (desk.batch(question.key(), question.consumer(), deadlineNanos)) {
      case BatchAnswer.Assigned(var batch) -> {
        var document = places.locations(batch);
        // The owners tell what the samples cost; that they are delivered is known here alone.
        desk.delivered(question.key(), delivered(batch));
        yield new Located.Document(document);
      }
      case BatchAnswer answer -> new Located.None(answer);
    };
  }

  private static Delivery delivered(RankBatch batch) {
    var samples =
        IntStream.range(0, batch.size())
            .filter(position -> (batch.flags(position) & FrameHead.PADDING) == 0)
            .count();
    return new Delivery(batch.key().epoch(), samples, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** The problem that the node has no room for a request. */
  public static RuntimeException overloaded(SampleReader.Overloaded full) {
    return Problem.of(
            ProblemCode.OVERLOADED, "the node has no room for this now: " + full.getMessage())
        .retryAfterNanos(full.retryAfterNanos())
        .exception();
  }

  /** The bytes of a batch's samples as they are stored; 0 while that is not known here. */
  public long bytes(RankBatch batch) {
    return places.bytes(batch);
  }

  /** How a batch was served: with all its samples, or with some to be asked for again. */
  public void served(RankBatch batch, boolean whole) {
    incomplete.served(batch, whole);
  }

  /** How many batches the epoch has that is over; any other answer is a problem. */
  public static int batchesOf(BatchAnswer instead) {
    return switch (instead) {
      case BatchAnswer.Otherwise(JobReply.EpochOver(var _, var batches)) -> batches;
      case BatchAnswer.Otherwise(var reply) -> throw JobAnswers.problem(reply).exception();
      case BatchAnswer.Unavailable(var retryAfterNanos) ->
          throw Problem.of(ProblemCode.UNAVAILABLE, "the job's coordinator did not answer in time")
              .retryAfterNanos(retryAfterNanos)
              .exception();
      case BatchAnswer.Assigned _ ->
          throw new IllegalStateException("a batch was assigned and not served");
    };
  }

  /** The headers that name the node that has most of the batch after this one. */
  public Map<String, String> next(Question question) {
    var headers = new LinkedHashMap<String, String>();
    places
        .next(question.key(), question.consumer())
        .ifPresent(node -> {
          put(headers, "Sheaf-Next", node.apiAddress());
          put(headers, "Sheaf-Data", node.dataAddress());
        });
    return headers;
  }

  private static void put(Map<String, String> headers, String name, String address) {
    if (!address.isEmpty()) {
      headers.put(name, address);
    }
  }

  static RuntimeException bad(String field, String detail) {
    return Problem.of(ProblemCode.BAD_PARAMETER, detail).with("field", field).exception();
  }
}
