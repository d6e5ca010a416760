#!/bin/sh
# 1,000 positions, 50 of them due: the large form of test/e2e/0160-many-positions.t.
POSITIONS=1000 DUE=50 exec sh test/e2e/0160-many-positions.t
