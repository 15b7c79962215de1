package dev.sheaf.http.problem;

import java.util.Locale;

/** Every problem that a client can be told of: its status, what it is called, what to do. */
public enum ProblemCode {
  MALFORMED_JSON(400, "The body is not JSON", "Send one JSON object without duplicate keys."),
  MALFORMED_SPEC(400, "The spec cannot be read", "Correct the line that is named."),
  MALFORMED_REQUEST(400, "The request is not HTTP as it should be", "Check how it is made."),
  UNKNOWN_PROPERTY(400, "The body has an unknown property", "See /openapi.yaml for those known."),
  BAD_PARAMETER(400, "A part of the address or a header is not valid", "See /openapi.yaml."),
  UNAUTHENTICATED(
      401,
      "A token is needed",
      "Send the header Authorization: Bearer TOKEN, or set SHEAF_TOKEN; an operator makes one with"
          + " ./sheaf token new."),
  FORBIDDEN(403, "The token may not do this", "Use a token of the scope that needs names."),
  UNKNOWN_ROUTE(404, "There is no such route", "See /openapi.yaml for all routes."),
  UNKNOWN_DATASET(404, "There is no such dataset", "GET /v1/datasets lists those there are."),
  UNKNOWN_VERSION(404, "There is no such dataset version", "Ask again for the current version."),
  UNKNOWN_SAMPLE(404, "There is no such sample", "GET /v1/datasets/{dataset} says how many."),
  UNKNOWN_JOB(404, "There is no such job", "GET /v1/jobs lists those there are."),
  UNKNOWN_ENSEMBLE(404, "There is no such ensemble", "GET /v1/ensembles lists those there are."),
  UNKNOWN_MODEL(404, "There is no such model", "GET /v1/models lists those there are."),
  UNKNOWN_LEASE(404, "There is no such lease", "It has ended: open the model again."),
  UNKNOWN_RUN(
      404, "There is no such run of tasks", "GET /v1/tasks lists those of the node that is asked."),
  UNKNOWN_VALUE(
      404, "There is no such value", "It was never put, or was read once, deleted or outlived."),
  UNKNOWN_SEGMENT(404, "There is no such file here", "Ask another node."),
  NOT_SHARED(404, "The node does not prepare this for others", "Prepare it where it is needed."),
  UNKNOWN_LAMBDA_NODE(
      404, "There is no such function", "GET /v1/lambda/nodes lists those there are."),
  LAMBDA_OFF(
      404,
      "There is no Lambda tier",
      "Set sheaf.lambda.mode to local or aws, and restart the node."),
  METHOD_NOT_ALLOWED(405, "The route does not know this method", "Allow lists those it knows."),
  NAME_TAKEN(409, "The name is taken", "Choose another name, or send the same body again."),
  DATASET_BUSY(409, "The dataset is being indexed", "Wait until its status is ready."),
  STALE_GENERATION(
      409, "The job was resumed since", "Stop this trainer: a newer generation reads the job."),
  RANK_TAKEN(409, "Another client reads this rank", "Resume the job if the other client is gone."),
  BATCH_INCOMPLETE(409, "A batch below is not complete", "Ask for the batch again first."),
  NOT_TRAINED(409, "The ensemble is not trained", "Wait until its phase is trained."),
  RUN_NOT_DONE(409, "The run of tasks is not done", "Wait until its phase is done."),
  JOB_ENDED(409, "The job has ended", "Only a job that runs can be changed: resume it first."),
  JOB_OVER(410, "The job is over", "Submit a new job, or resume this one."),
  RESULTS_GONE(410, "The rows are not kept any more", "Ask for the same tasks again."),
  TOKEN_TOO_OLD(410, "The resume token is too old", "Resume from the step that is named here."),
  SLOW_BODY(408, "The body came too slowly", "Send it faster, or in smaller parts."),
  BODY_TOO_LARGE(413, "The body is too large", "Send it in several requests."),
  URI_TOO_LONG(414, "The address is too long", "Send what is long in the body."),
  NOT_JSON(415, "The body must be JSON", "Send the header Content-Type: application/json with it."),
  WRONG_TYPE(415, "The body is of another type", "Send it as one of the types that are named."),
  INVALID_FIELD(422, "A field is not valid", "Correct the fields that errors names."),
  DATASET_REFUSED(422, "The dataset cannot be indexed", "Check its address and format."),
  WRONG_TOKEN(422, "The resume token is of another job", "Send the token of this very job."),
  MODEL_REFUSED(422, "The model cannot be taken in", "Correct what the detail names."),
  MODEL_TOO_LARGE(
      422, "The model does not fit on the accelerator", "Raise sheaf.models.device on the node."),
  EPHEMERAL_TOO_LARGE(
      422, "There is never so much room for ephemeral data", "Hint less, or add cache nodes."),
  LOSSES_FULL(422, "No more losses are kept for this epoch", "Send each sample's loss once."),
  QUEUE_FULL(429, "Too many requests wait for this model", "Ask again after Retry-After."),
  OVER_SHARE(
      429,
      "The job has its share of this node under way",
      "Ask again after Retry-After; let fewer readers ask at once, or add nodes."),
  FALLING_BEHIND(
      429,
      "By the pace of the job's answers this one would come too late",
      "Ask again after Retry-After; ask for fewer batches ahead, or with a longer Sheaf-Deadline."),
  EPHEMERAL_FULL(
      429,
      "There is no room for more ephemeral data",
      "Read or delete what is no longer needed, or register with larger hints."),
  HEADERS_TOO_LARGE(431, "The headers are too large", "Send fewer or shorter headers."),
  INTERNAL(500, "The node made a mistake", "Try again; the node's log has the incident."),
  OVERLOADED(503, "The node has no room for this now", "Ask again after Retry-After."),
  UNAVAILABLE(503, "An answer did not come in time", "Ask again after Retry-After."),
  NOT_READY(503, "The node is not ready", "Wait until nothing is left in waitingFor."),
  STORAGE_FAILED(507, "The node cannot write", "Free space below the node's state folder.");

  private final int status;
  private final String title;
  private final String hint;

  ProblemCode(int status, String title, String hint) {
    this.status = status;
    this.title = title;
    this.hint = hint;
  }

  /** How the problem is named on the wire, {@code name-taken}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its HTTP status. */
  public int status() {
    return status;
  }

  /** What it is called, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** What to do about it, where an occurrence knows nothing better. */
  public String hint() {
    return hint;
  }
}
