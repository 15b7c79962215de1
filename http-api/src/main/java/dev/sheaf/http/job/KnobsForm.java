package dev.sheaf.http.job;

import dev.sheaf.http.json.Fields;
import dev.sheaf.policies.vocabulary.JobKnobs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code PATCH /v1/jobs/{job}}: what may be changed of a job while it runs. */
final class KnobsForm {
  private static final List<String> KNOBS =
      List.of("priority", "maxMissing", "parallelReads", "lookAheadBytes");
  private static final int MOST_MISSING = 1_000_000_000;
  private static final long MOST_AHEAD_BYTES = 1L << 40;

  /** What may be in the body; what a job was submitted with is known, and refused by its rule. */
  static final List<String> PROPERTIES = known();

  private KnobsForm() {}

  private static List<String> known() {
    var known = new ArrayList<>(KNOBS);
    JobForm.PROPERTIES.stream().filter(name -> !known.contains(name)).forEach(known::add);
    return List.copyOf(known);
  }

  /** Reads a change; ends the request when a field is not valid, or there is none. */
  static JobKnobs read(Fields fields) {
    for (var name : JobForm.PROPERTIES) {
      if (!KNOBS.contains(name) && fields.raw(name) != null) {
        fields.refuse(
            name,
            fields.raw(name),
            "absent: it is fixed for a job's life, and another value needs a job of its own"
                + " (POST /v1/jobs); what may change is "
                + String.join(", ", KNOBS),
            "");
      }
    }
    if (KNOBS.stream().noneMatch(fields::has)) {
      fields.refuse(
          "priority", null, "there, or another of " + String.join(", ", KNOBS) + ", to change", "");
    }
    var change =
        new JobKnobs(
            number(fields, "priority", -JobForm.MAX_PRIORITY, JobForm.MAX_PRIORITY),
            number(fields, "maxMissing", 0, MOST_MISSING),
            number(fields, "parallelReads", 0, JobKnobs.MOST_READS),
            fields.has("lookAheadBytes")
                ? fields.integer("lookAheadBytes", 0, MOST_AHEAD_BYTES, null)
                : null);
    fields.check();
    return change;
  }

  private static @Nullable Integer number(Fields fields, String name, int least, int most) {
    return fields.has(name) ? (int) fields.integer(name, least, most, null) : null;
  }
}
