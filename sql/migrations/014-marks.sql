comment on table position_marks is 'a look of the monitor at a position';
