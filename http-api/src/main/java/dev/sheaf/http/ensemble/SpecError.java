package dev.sheaf.http.ensemble;

/**
 * A field of a spec that breaks its rule.
 *
 * @param line of the file, from 1
 * @param member whose field it is; empty where it is the ensemble's
 * @param field its name
 * @param value what was sent, shortened
 * @param rule what it must be
 */
record SpecError(int line, String member, String field, String value, String rule) {
  String sentence() {
    return "line %d%s: %s must be %s but was %s"
        .formatted(line, member.isEmpty() ? "" : ", member " + member, field, rule, value);
  }
}
