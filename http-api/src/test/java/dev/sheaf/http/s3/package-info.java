/** What the S3 gateway believes, and how it cuts objects into parts. */
@NullMarked
package dev.sheaf.http.s3;

import org.jspecify.annotations.NullMarked;
