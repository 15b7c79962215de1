/**
 * The S3 origin: lists a prefix page by page, reads ranges straight into off-heap memory, writes
 * packed objects once.
 *
 * <pre>
 *   S3Origin ─ S3Place (which bucket and prefix a URI means)
 *      ├─ S3Connection (the SDK's client, made at first use)  ─ AttemptMeter (counts each attempt)
 *      ├─ SegmentSink (where the bytes of a GET go; fenced once the read has ended)
 *      └─ S3Faults (what went wrong, in words that say what to do)
 * </pre>
 *
 * <p>Every GET's answer is held against the tag that the object was listed with, before a byte of
 * it is copied; the endpoint comes from the server's settings alone.
 */
@NullMarked
package dev.sheaf.node.origin.s3;

import org.jspecify.annotations.NullMarked;
