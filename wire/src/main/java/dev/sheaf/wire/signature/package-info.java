/**
 * AWS Signature Version 4, for those who check it: the canonical form of a request, and the
 * signature over it.
 *
 * <pre>
 *   SignedRequest ─► CanonicalRequest ─► Signature
 * </pre>
 *
 * <p>What is proved by it, and how a refusal is called, is a matter of the service that checks.
 */
@NullMarked
package dev.sheaf.wire.signature;

import org.jspecify.annotations.NullMarked;
