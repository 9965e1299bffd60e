enum AtollCoursePlaceholder {}
